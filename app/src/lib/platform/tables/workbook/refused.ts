/** A workbook that is none, or that unpacks to more than a sheet can honestly hold. */
export class WorkbookRefused extends Error {}
