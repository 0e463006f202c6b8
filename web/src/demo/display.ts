// Facts for the eye only - size, date, dimensions - derived from the id: they stay when an item is renamed or moved.

/** What they are derived from. */
export interface Seen {
  readonly id: string;
  readonly path: string;
}

const kinds: Record<string, string> = {
  jpg: "JPEG image",
  png: "PNG image",
  svg: "SVG drawing",
  mp4: "MP4 video",
  mov: "QuickTime video",
  mp3: "MP3 audio",
  pdf: "PDF document",
  xlsx: "Spreadsheet",
  zip: "Archive",
  srt: "Subtitles",
  txt: "Text",
};

/** FNV-1a: a small stable number from a string. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export function extensionOf(path: string): string {
  return /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
}

/** The server makes longer ids than those that the demonstration begins with. */
const isFirst = (id: string): boolean => id.length < 8;

/** Days before the newest file; small is recent. */
export function ageOf(id: string): number {
  return isFirst(id) ? seedOf(id) % 420 : -1;
}

/** The day a file was changed, or so many days before. No date is known of what was added since. */
function dayBefore(id: string, days: number): string {
  if (!isFirst(id)) return "Recently";
  const day = new Date(Date.UTC(2025, 5, 30 - ageOf(id) - days));
  return day.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

export interface Display {
  type: string;
  size: string;
  megabytes: number;
  date: string;
  dimensions: string | null;
  duration: string | null;
}

const sides = ["1920 × 1280", "2400 × 1600", "3000 × 2000", "4096 × 2731", "1080 × 1350", "6000 × 4000"];

export function displayOf({ id, path }: Seen): Display {
  const seed = seedOf(id);
  const extension = extensionOf(path);
  const video = extension === "mp4" || extension === "mov";
  const picture = ["jpg", "png", "svg"].includes(extension);
  const megabytes = video ? 18 + (seed % 2400) / 10 : picture ? 0.3 + (seed % 92) / 10 : 0.1 + (seed % 60) / 10;
  return {
    type: kinds[extension] ?? "File",
    size: megabytes < 1 ? `${Math.round(megabytes * 1000)} KB` : `${megabytes.toFixed(1)} MB`,
    megabytes,
    date: dayBefore(id, 0),
    dimensions: video ? "3840 × 2160" : picture ? (sides[seed % sides.length] ?? null) : null,
    duration: video ? `0:${String(6 + (seed % 53)).padStart(2, "0")}` : null,
  };
}

export interface Version {
  id: string;
  title: string;
  isCurrent: boolean;
}

/** The versions of a file, the current one first. */
export function versionsOf(id: string): Version[] {
  const count = isFirst(id) ? 2 + (seedOf(id) % 3) : 1;
  return Array.from({ length: count }, (_, i) => {
    const number = count - i;
    return {
      id: String(number),
      title: `Version ${number}${i === 0 ? ", current" : ""} · ${dayBefore(id, i * 9)}`,
      isCurrent: i === 0,
    };
  });
}
