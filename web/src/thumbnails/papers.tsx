import type { SceneProps } from "./scene";

const tints = ["#dcebe7", "#f2e6d4", "#e2e7f2", "#f0dfdc", "#e6ecd9"];
const inks = ["#0b6e63", "#b5562f", "#35528c", "#9a3b46", "#5d7030"];

function pair(seed: number): { tint: string; ink: string } {
  return { tint: tints[(seed >>> 9) % tints.length] ?? "#dcebe7", ink: inks[seed % inks.length] ?? "#0b6e63" };
}

function Page({ tint }: { tint: string }) {
  return (
    <>
      <rect width="320" height="240" fill={tint} />
      <rect x="98" y="34" width="124" height="172" rx="6" fill="#000" opacity="0.08" transform="translate(5 6)" />
      <rect x="98" y="34" width="124" height="172" rx="6" fill="#fff" />
    </>
  );
}

export function Document({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  return (
    <>
      <Page tint={tint} />
      <rect x="112" y="50" width={46 + (seed % 40)} height="9" rx="3" fill={ink} />
      <path d="M112 74h96M112 86h88M112 98h94M112 110h60" stroke="#c5cdca" strokeWidth="4" strokeLinecap="round" />
      <rect x="112" y="126" width="96" height="42" rx="4" fill={ink} opacity="0.18" />
      <path d="m118 162 24-24 16 14 14-10 30 20Z" fill={ink} opacity="0.5" />
      <path d="M112 184h78" stroke="#c5cdca" strokeWidth="4" strokeLinecap="round" />
    </>
  );
}

export function Sheet({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  return (
    <>
      <rect width="320" height="240" fill={tint} />
      <rect x="70" y="48" width="180" height="144" rx="8" fill="#fff" />
      <path d="M70 56a8 8 0 0 1 8-8h164a8 8 0 0 1 8 8v18H70Z" fill={ink} />
      <path
        d="M70 98h180M70 122h180M70 146h180M70 170h180M118 74v118M162 74v118M206 74v118"
        stroke="#d8dfdc"
        strokeWidth="2"
      />
      <path
        d="M126 110h28M170 134h22M126 158h20M214 110h24"
        stroke={ink}
        strokeWidth="5"
        strokeLinecap="round"
        opacity="0.5"
      />
    </>
  );
}

export function Package({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  return (
    <>
      <rect width="320" height="240" fill={tint} />
      <path d="m160 50 76 36v76l-76 38-76-38V86Z" fill={ink} opacity="0.85" />
      <path d="m160 50 76 36-76 36-76-36Z" fill="#fff" opacity="0.35" />
      <path d="m122 68 76 36v30l-18 8v-30l-76-36Z" fill="#fff" opacity="0.5" />
      <path d="M160 122v78" stroke="#000" strokeOpacity="0.2" strokeWidth="2" />
    </>
  );
}

export function Audio({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  return (
    <>
      <rect width="320" height="240" fill={tint} />
      {Array.from({ length: 17 }, (_, i) => {
        const height = 22 + ((seed >>> (i % 13)) & 31) * 3.4;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars stay in place
            key={i}
            x={48 + i * 13.4}
            y={120 - height / 2}
            width="7"
            height={height}
            rx="3.5"
            fill={ink}
            opacity={0.45 + (i % 3) * 0.25}
          />
        );
      })}
    </>
  );
}

export function Text({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  return (
    <>
      <Page tint={tint} />
      <path
        d="M114 62h70M114 80h92M114 98h56M114 116h84M114 134h40M114 152h88M114 170h64"
        stroke={ink}
        strokeOpacity="0.55"
        strokeWidth="5"
        strokeLinecap="round"
      />
    </>
  );
}

/** A geometric mark, for logos and icons. */
export function Mark({ seed }: SceneProps) {
  const { tint, ink } = pair(seed);
  const shape = (seed >>> 6) % 5;
  return (
    <>
      <rect width="320" height="240" fill={tint} />
      {shape === 0 && <path d="m92 176 68-116 30 50 16-22 42 88Z" fill={ink} />}
      {shape === 1 && (
        <>
          <circle cx="160" cy="120" r="62" fill={ink} />
          <path d="m116 150 34-56 20 32 12-16 22 40Z" fill={tint} />
        </>
      )}
      {shape === 2 && (
        <>
          <path d="M100 120a60 60 0 0 1 120 0Z" fill={ink} />
          <path d="M100 134h120M112 152h96M128 170h64" stroke={ink} strokeWidth="8" strokeLinecap="round" />
        </>
      )}
      {shape === 3 && (
        <>
          <path d="M160 56c40 44 56 66 56 90a56 56 0 0 1-112 0c0-24 16-46 56-90Z" fill={ink} />
          <path d="M136 150a24 24 0 0 0 24 24" stroke={tint} strokeWidth="8" strokeLinecap="round" fill="none" />
        </>
      )}
      {shape === 4 && (
        <>
          <path d="M160 60 216 92v60l-56 32-56-32V92Z" fill={ink} />
          <path d="m132 140 28-44 28 44Z" fill={tint} />
        </>
      )}
    </>
  );
}
