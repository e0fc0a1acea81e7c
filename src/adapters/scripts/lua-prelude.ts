/**
 * What runs before each script: it takes away what Argo CD's users do not have or must not have, and adds os.time and os.date.
 * Both are in UTC, as in Argo CD's own containers; the time stands still while a script runs.
 * The letters of os.date, and what comes of them, are Argo CD's:
 * https://github.com/argoproj/argo-cd/blob/37ee0097cf851bc2dd7665fc081bbce61a7e836e/util/lua/oslib_safe.go
 */
export const luaPrelude = `
local now, open = __now, __open
__now, __open = nil, nil
local floor = math.floor
local days = {"Sunday","Monday","Tuesday","Wednesday","Thursday","Friday","Saturday"}
local months = {"January","February","March","April","May","June","July","August","September","October","November","December"}
local format = string.format

local function to_days(y, m, d)
  y = y + floor((m - 1) / 12)
  m = (m - 1) % 12 + 1
  if m <= 2 then y = y - 1 end
  local era = floor(y / 400)
  local yoe = y - era * 400
  local doy = floor((153 * ((m + 9) % 12) + 2) / 5) + d - 1
  return era * 146097 + yoe * 365 + floor(yoe / 4) - floor(yoe / 100) + doy - 719468
end

local function to_fields(t)
  t = floor(t)
  local z = floor(t / 86400)
  local s = t - z * 86400
  local wday = (z + 4) % 7 + 1
  z = z + 719468
  local era = floor(z / 146097)
  local doe = z - era * 146097
  local yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) - floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100))
  local mp = floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return { year = year, month = month, day = doy - floor((153 * mp + 2) / 5) + 1, hour = floor(s / 3600),
    min = floor(s / 60) % 60, sec = s % 60, wday = wday, yday = 0, isdst = false }
end

local letters = {
  a = function(f) return days[f.wday]:sub(1, 3) end,
  A = function(f) return days[f.wday] end,
  b = function(f) return months[f.month]:sub(1, 3) end,
  B = function(f) return months[f.month] end,
  c = function(f) return format("%02d %s %02d %02d:%02d UTC", f.day, months[f.month]:sub(1, 3), f.year % 100, f.hour, f.min) end,
  d = function(f) return format("%02d", f.day) end,
  F = function(f) return format("%04d-%02d-%02d", f.year, f.month, f.day) end,
  H = function(f) return format("%02d", f.hour) end,
  I = function(f) return format("%02d", (f.hour + 11) % 12 + 1) end,
  m = function(f) return format("%02d", f.month) end,
  M = function(f) return format("%02d", f.min) end,
  p = function(f) return f.hour < 12 and "AM" or "PM" end,
  P = function(f) return f.hour < 12 and "am" or "pm" end,
  S = function(f) return format("%02d", f.sec) end,
  w = function(f) return format("%d", f.wday - 1) end,
  x = function(f) return format("%02d/%02d/%02d", f.day, f.month, f.year % 100) end,
  X = function(f) return format("%02d:%02d:%02d", f.hour, f.min, f.sec) end,
  y = function(f) return format("%02d", f.year % 100) end,
  Y = function(f) return format("%04d", f.year) end,
  z = function() return "+0000" end,
  Z = function() return "UTC" end,
}

os = {
  clock = function() return 0 end,
  time = function(t)
    if t == nil then return now end
    if type(t) ~= "table" then error("bad argument #1 to time (table expected)", 2) end
    local function field(name, preset) return type(t[name]) == "number" and t[name] or preset end
    return to_days(field("year", -1), field("month", -1), field("day", -1)) * 86400
      + field("hour", 12) * 3600 + field("min", 0) * 60 + field("sec", 0)
  end,
  date = function(pattern, t)
    pattern = pattern or "%c"
    if pattern:sub(1, 1) == "!" then pattern = pattern:sub(2) end
    local fields = to_fields(t or now)
    if pattern:sub(1, 2) == "*t" then return fields end
    return (pattern:gsub("%%(.)", function(letter)
      local write = letters[letter]
      if write then return write(fields) end
      return nil
    end))
  end,
}
print = function() end
local rest = debug
io, package, module, dofile, loadfile, load, loadstring, newproxy, collectgarbage, gcinfo, debug =
  nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil
string.dump = nil
if open then debug = { traceback = rest.traceback } else coroutine = nil end
local modules = { os = os, string = string, table = table, math = math, coroutine = coroutine }
require = function(name)
  if modules[name] then return modules[name] end
  error("module " .. tostring(name) .. " not found", 2)
end
`;
