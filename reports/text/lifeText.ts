/** The life of a flash device as people would say it: hours, days, months, years. */
const daysPerYear = 365.25;

export function lifeText(years: number): string {
  if (years >= 100) return 'over 100 years';
  if (years >= 2) return `${years.toFixed(1)} years`;
  const days = years * daysPerYear;
  if (days >= 60) return `${(years * 12).toFixed(1)} months`;
  if (days < 1) return `${(days * 24).toFixed(1)} hours`;
  return `${days.toFixed(days >= 10 ? 0 : 1)} days`;
}
