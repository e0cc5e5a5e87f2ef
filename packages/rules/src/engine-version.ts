/** Changes whenever the same inputs could give other bytes of `results.csv` or `report.json`. */
export const engineVersion = '1.0.0';
