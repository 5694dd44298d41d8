-- What wrk counted, as one line of JSON. Every other script ends with this one.
local threads = {}

function setup(thread)
   thread:set("number", #threads)
   table.insert(threads, thread)
end

function done(summary, latency)
   local used, sent, spare, refused, worst = 0, 0, 0, 0, 0
   for _, thread in ipairs(threads) do
      used = math.max(used, thread:get("used") or 0)
      sent = sent + (thread:get("used") or 0)
      spare = spare + (thread:get("spare") or 0)
      refused = refused + (thread:get("refused") or 0)
      worst = math.max(worst, thread:get("worst") or 0)
   end
   local errors = summary.errors
   io.write(string.format(
      '{"answered": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "broken": %d, "refused": %d,' ..
      ' "worst": %d, "used": %d, "sent": %d, "spare": %d}\n',
      summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
      errors.connect + errors.read + errors.write + errors.timeout,
      math.max(errors.status, refused), worst, used, sent, spare))
end
