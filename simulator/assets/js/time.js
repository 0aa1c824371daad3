// Times are shown in the browser's zone and language.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const precise = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const timeOf = (at) => clock.format(new Date(at));
export const secondsOf = (at) => precise.format(new Date(at));
export const wholeOf = (at) => whole.format(new Date(at));
export const dayOf = (at) => day.format(new Date(at));

// leftUntil says how long it is until a time: "23 h 59 min".
export function leftUntil(at, now) {
  const minutes = Math.max(0, Math.floor((new Date(at) - now) / 60_000));
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
}
