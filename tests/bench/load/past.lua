-- Asks each time with words that nobody has asked with: a page that no cache may hold.
dofile(os.getenv("BENCH_LOAD") .. "/answers.lua")
local asked = 0

function init(args)
   start = wrk.path .. (wrk.path:find("?", 1, true) and "&" or "?") .. "bench=" .. args[1] .. "-" .. number .. "-"
end

function request()
   asked = asked + 1
   return wrk.format("GET", start .. asked)
end
