const carriers = ['AA', 'B6', 'UA', 'DL']
const origins = ['EWR', 'JFK', 'LGA']
const destinations = ['ATL', 'BOS', 'IAH', 'ORD']

/**
 * The example's four raw tables in small: every column of the real ones, 1,440 flights from 16 to 30 June, so that
 * training and test days (from the 21st on) both have some. Made up by arithmetic, and so always the same bytes.
 */
export function smallTables(): Record<'flights.csv' | 'weather.csv' | 'planes.csv' | 'airports.csv', string> {
  return {
    'flights.csv': table(
      'year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour',
      eachHour().flatMap(({ day, hour, at }) => [0, 1, 2, 3, 4, 5].map((which) => flightRow(day, hour, at, which))),
    ),
    'weather.csv': table(
      'origin,year,month,day,hour,temp,dewp,humid,wind_dir,wind_speed,wind_gust,precip,pressure,visib,time_hour',
      eachHour().flatMap(({ day, hour, at }) =>
        origins.map((origin, which) =>
          [origin, 2013, 6, day, hour, 50 + hour + which, 40, 60, 270, 5 + (hour % 7), 'NA', 0, 1012, 10, at].join(),
        ),
      ),
    ),
    'planes.csv': table(
      'tailnum,year,type,manufacturer,model,engines,seats,speed,engine',
      numbers(20).map(
        (plane) => `N${100 + plane},${1990 + plane},Fixed wing multi engine,AIRBUS,A320,2,${150 + plane},NA,Turbo-fan`,
      ),
    ),
    'airports.csv': table(
      'faa,name,lat,lon,alt,tz,dst,tzone',
      destinations.map(
        (name, which) => `${name},Airport ${which},${30 + which},${-80 - which},${10 * which},-5,A,America/New_York`,
      ),
    ),
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)
const table = (header: string, rows: readonly string[]) => `${[header, ...rows].join('\n')}\n`

function eachHour() {
  return numbers(15).flatMap((index) =>
    numbers(16).map((offset) => {
      const [day, hour] = [16 + index, 5 + offset]
      return { day, hour, at: new Date(Date.UTC(2013, 5, day, hour + 4)).toISOString().replace('.000Z', 'Z') }
    }),
  )
}

function flightRow(day: number, hour: number, at: string, which: number): string {
  const seed = day * 131 + hour * 17 + which * 7
  const delay = seed % 41 === 0 ? 'NA' : ((seed * 37) % 60) - 10 + hour
  const minute = which * 10
  const plane = `N${100 + (seed % 23)}`
  const route = [origins[which % 3], destinations[seed % 4]]
  return [
    2013,
    6,
    day,
    '',
    hour * 100 + minute,
    delay,
    '',
    '',
    '',
    carriers[seed % 4],
    100 + which,
    plane,
    ...route,
    90,
    200 + (seed % 900),
    hour,
    minute,
    at,
  ].join()
}
