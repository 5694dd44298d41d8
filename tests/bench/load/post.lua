-- Sends each line of a file once, "path TAB body": the file, and how many lines of it were sent before.
dofile(os.getenv("BENCH_LOAD") .. "/answers.lua")
local posts = {}
used, spare, refused, worst = 0, 0, 0, 0

function init(args)
   local threads, at = tonumber(args[3]), 0
   for line in io.lines(args[1]) do
      if at >= tonumber(args[2]) and at % threads == number then
         table.insert(posts, line)
      end
      at = at + 1
   end
   wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
end

function request()
   local line = posts[used + 1]
   if line == nil then
      spare = spare + 1
      return wrk.format("GET", "/healthz")
   end
   used = used + 1
   local path, body = line:match("^([^\t]*)\t(.*)$")
   return wrk.format("POST", path, nil, body)
end

function response(status)
   if status ~= 200 and status ~= 303 then
      refused = refused + 1
      worst = math.max(worst, status)
   end
end
