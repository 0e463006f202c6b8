/** What every drawing is made from: the same number, the same picture. */
export interface SceneProps {
  seed: number;
}
