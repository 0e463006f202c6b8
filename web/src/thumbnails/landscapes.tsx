import { useId } from "react";
import type { SceneProps } from "./scene";

/** Sky above, sky at the horizon, sun, then three ridges from far to near. */
const lights = [
  ["#f7b267", "#fde2b3", "#fff4d6", "#c98a6b", "#7d5a5a", "#3b3a48"],
  ["#7fb3d5", "#e6f0f2", "#ffffff", "#8fb0b8", "#4f7a82", "#24454b"],
  ["#2a3d66", "#c9748a", "#ffd9a8", "#6b4a7a", "#41305f", "#1d1a35"],
  ["#a8c9b4", "#f0f4e4", "#fffbe6", "#88ab92", "#4d7a60", "#1f4738"],
  ["#0f2238", "#2f5573", "#e8f1ff", "#2b4a63", "#1b3349", "#0b1826"],
  ["#e8a0a0", "#fbe3d6", "#fff6ec", "#cf8f8f", "#8a5a6e", "#43314a"],
  ["#8ed1c9", "#f3f0d7", "#fffdf0", "#d9b382", "#b07d4f", "#6b452c"],
  ["#b9c6d3", "#eef2f5", "#ffffff", "#a3b3c2", "#6f8597", "#3a4c5c"],
] as const;

/** A ridge line across the picture, as a path that closes at the bottom. */
function ridge(seed: number, base: number, height: number, steps: number): string {
  const points: string[] = [];
  for (let i = 0; i <= steps; i += 1) {
    const rise = ((seed >>> (i * 3)) & 15) / 15;
    const y = base - rise * height * (i % 2 === 0 ? 0.45 : 1);
    points.push(`${((i * 320) / steps).toFixed(0)} ${y.toFixed(0)}`);
  }
  return `M0 240L${points.join("L")}L320 240Z`;
}

function dune(seed: number, base: number, height: number): string {
  const a = base - ((seed & 7) / 7) * height;
  const b = base + (((seed >>> 3) & 7) / 7) * height * 0.6;
  return `M0 ${base}C80 ${a} 120 ${a} 180 ${base}S280 ${b} 320 ${base - height / 3}V240H0Z`;
}

export function Landscape({ seed }: SceneProps) {
  const sky = useId();
  const light = lights[seed % lights.length] ?? lights[0];
  const kind = (seed >>> 5) % 3;
  const sunX = 50 + ((seed >>> 7) % 220);
  const sunY = 52 + ((seed >>> 11) % 56);
  return (
    <>
      <defs>
        <linearGradient id={sky} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor={light[0]} />
          <stop offset="0.72" stopColor={light[1]} />
        </linearGradient>
      </defs>
      <rect width="320" height="240" fill={`url(#${sky})`} />
      <circle cx={sunX} cy={sunY} r="42" fill={light[2]} opacity="0.25" />
      <circle cx={sunX} cy={sunY} r={16 + (seed % 9)} fill={light[2]} opacity="0.95" />
      {kind === 0 && (
        <>
          <path d={ridge(seed, 168, 78, 7)} fill={light[3]} opacity="0.8" />
          <path d={ridge(seed >>> 4, 198, 70, 6)} fill={light[4]} opacity="0.92" />
          <path d={ridge(seed >>> 8, 232, 60, 8)} fill={light[5]} />
        </>
      )}
      {kind === 1 && (
        <>
          <path d={ridge(seed >>> 2, 158, 64, 6)} fill={light[3]} opacity="0.85" />
          <rect y="158" width="320" height="82" fill={light[4]} opacity="0.85" />
          <path d={`M${sunX - 10} 158h20l16 82h-52Z`} fill={light[2]} opacity="0.3" />
          <path
            d="M0 178h130M150 190h120M20 204h90M190 212h110M70 224h150"
            stroke={light[1]}
            strokeWidth="2"
            strokeLinecap="round"
            opacity="0.35"
          />
          <path d={dune(seed >>> 6, 224, 18)} fill={light[5]} />
        </>
      )}
      {kind === 2 && (
        <>
          <path d={dune(seed, 150, 46)} fill={light[3]} opacity="0.85" />
          <path d={dune(seed >>> 4, 182, 40)} fill={light[4]} opacity="0.95" />
          <path d={dune(seed >>> 8, 216, 30)} fill={light[5]} />
          <Firs seed={seed} colour={light[5]} />
        </>
      )}
    </>
  );
}

function Firs({ seed, colour }: { seed: number; colour: string }) {
  return [0, 1, 2, 3, 4].map((i) => {
    const x = 16 + i * 68 + ((seed >>> (i * 2)) % 26);
    const height = 34 + ((seed >>> (i + 3)) % 34);
    const foot = 216;
    return <path key={i} d={`M${x} ${foot - height}l${height / 4} ${height}h-${height / 2}Z`} fill={colour} />;
  });
}

export function Portrait({ seed }: SceneProps) {
  const light = lights[seed % lights.length] ?? lights[0];
  return (
    <>
      <rect width="320" height="240" fill={light[1]} />
      <circle cx="160" cy="120" r="104" fill={light[0]} opacity="0.55" />
      <path d="M64 240c6-56 46-76 96-76s90 20 96 76Z" fill={light[4]} />
      <path d="M138 150h44v26c0 12-44 12-44 0Z" fill="#c99a7c" />
      <ellipse cx="160" cy="110" rx="38" ry="46" fill="#dcb091" />
      <path d="M120 106c0-44 80-50 82 2-14-8-22-20-26-24-12 12-34 18-56 22Z" fill={light[5]} />
    </>
  );
}

export function Play() {
  return (
    <>
      <circle cx="160" cy="120" r="30" fill="#0b1412" opacity="0.6" />
      <path d="M151 105v30l25-15Z" fill="#fff" />
    </>
  );
}
