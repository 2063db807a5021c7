-- Asks for the paths of a file, one a line, at random; prints what came of it
-- as one line of JSON. wrk … URL -- FILE [name value]
local requests = {}

function init(args)
  if args[2] then wrk.headers[args[2]] = args[3] end
  for line in io.lines(args[1]) do requests[#requests + 1] = wrk.format("GET", line) end
  math.randomseed(os.time())
end

function request() return requests[math.random(#requests)] end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"seconds":%f,"answers":%d,"bytes":%d,"p50":%f,"p99":%f,"refused":%d,"broken":%d}\n',
    summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.status, e.connect + e.read + e.write + e.timeout))
end
