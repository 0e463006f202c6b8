import type { SceneProps } from "./scene";

const colours = ["#5d7a5c", "#b5562f", "#44566b", "#c9962e", "#7a4a55", "#2f6f73", "#8c8064", "#35475f"];
const backdrops = ["#eef0ec", "#f3ede4", "#e8edf1", "#f1ebe9", "#e9efe9"];

function shade(seed: number): { cloth: string; backdrop: string } {
  return {
    cloth: colours[seed % colours.length] ?? "#5d7a5c",
    backdrop: backdrops[(seed >>> 4) % backdrops.length] ?? "#eef0ec",
  };
}

function Plinth({ backdrop }: { backdrop: string }) {
  return (
    <>
      <rect width="320" height="240" fill={backdrop} />
      <path d="M0 188h320v52H0Z" fill="#000" opacity="0.045" />
      <ellipse cx="160" cy="206" rx="92" ry="11" fill="#000" opacity="0.13" />
    </>
  );
}

export function Jacket({ seed }: SceneProps) {
  const { cloth, backdrop } = shade(seed);
  return (
    <>
      <Plinth backdrop={backdrop} />
      <path d="M128 42c8 12 56 12 64 0l40 20 22 96-30 8-14-50v90H110v-90l-14 50-30-8 22-96Z" fill={cloth} />
      <path d="M128 42c8 12 56 12 64 0l8 4c-10 26-70 26-80 0Z" fill="#000" opacity="0.22" />
      <path d="M160 60v146" stroke="#000" strokeOpacity="0.35" strokeWidth="3" />
      <path d="M122 150h26M172 150h26" stroke="#000" strokeOpacity="0.3" strokeWidth="4" strokeLinecap="round" />
      <path d="M210 116v90h-50V60c30 0 40 20 50 56Z" fill="#000" opacity="0.07" />
      <rect x="180" y="84" width="16" height="10" rx="2" fill="#fff" opacity="0.85" />
    </>
  );
}

export function Bag({ seed }: SceneProps) {
  const { cloth, backdrop } = shade(seed >>> 2);
  return (
    <>
      <Plinth backdrop={backdrop} />
      <path d="M142 48c0-22 36-22 36 0" fill="none" stroke="#2b2f2d" strokeWidth="6" />
      <rect x="104" y="46" width="112" height="160" rx="34" fill={cloth} />
      <path d="M104 92c30 16 82 16 112 0V80c0-20-14-34-34-34h-44c-20 0-34 14-34 34Z" fill="#000" opacity="0.16" />
      <rect x="120" y="130" width="80" height="58" rx="14" fill="#000" opacity="0.14" />
      <path d="M128 144h64" stroke="#fff" strokeOpacity="0.5" strokeWidth="3" strokeLinecap="round" />
      <path
        d="M104 116h-12v52h12M216 116h12v52h-12"
        fill="none"
        stroke="#2b2f2d"
        strokeOpacity="0.7"
        strokeWidth="5"
        strokeLinejoin="round"
      />
      <rect x="150" y="90" width="20" height="14" rx="3" fill="#f4f4f0" opacity="0.9" />
    </>
  );
}

export function Boot({ seed }: SceneProps) {
  const { cloth, backdrop } = shade(seed >>> 3);
  return (
    <>
      <Plinth backdrop={backdrop} />
      <path d="M74 108c22 4 46-6 58-34l22 8c18 30 44 44 78 52 22 6 28 22 28 42H70c-4-24-2-46 4-68Z" fill={cloth} />
      <path d="M66 176h196c4 0 6 4 6 10 0 12-8 18-20 18H82c-12 0-18-8-18-20 0-4 0-8 2-8Z" fill="#262b29" />
      <path d="M70 176h190" stroke="#f2f0e8" strokeWidth="7" />
      <path
        d="m140 100 20-12M154 116l20-14M172 130l18-16M192 140l14-16"
        stroke="#f2f0e8"
        strokeWidth="5"
        strokeLinecap="round"
      />
      <path d="M74 108c22 4 46-6 58-34l10 4c-8 40-30 56-70 56Z" fill="#000" opacity="0.2" />
      <path
        d="M84 164c40-34 90-26 130-12"
        fill="none"
        stroke="#fff"
        strokeOpacity="0.4"
        strokeWidth="5"
        strokeLinecap="round"
      />
    </>
  );
}
