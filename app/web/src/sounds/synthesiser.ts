import { RECIPES } from "./recipes.ts";

/** One tone or noise; times in seconds from the beginning, frequencies in Hz. */
export interface Tone {
  wave: OscillatorType | "noise";
  at: number;
  length: number;
  from: number;
  to: number;
  /** 1 is as loud as can be. */
  volume: number;
}

const WAVES: Record<string, { wave: Tone["wave"]; volume: number }> = {
  sin: { wave: "sine", volume: 0.4 },
  tri: { wave: "triangle", volume: 0.4 },
  sqr: { wave: "square", volume: 0.14 },
  saw: { wave: "sawtooth", volume: 0.16 },
  noise: { wave: "noise", volume: 0.5 },
};
/** Of all together: beside speech and music, not over it. */
const LOUDNESS = 0.35;
const ATTACK_S = 0.012;
const RELEASE_S = 0.06;

const frequency = (pitch: string) => 440 * 2 ** ((Number(pitch) - 69) / 12);

/** The recipe's tones; see `recipes.ts` for how it is written. */
export function tonesOf(recipe: string): Tone[] {
  return recipe.split(" / ").flatMap((voice) => {
    const [kind = "", beat = "", ...notes] = voice.trim().split(/\s+/);
    const { wave, volume } = WAVES[kind]!;
    let at = 0;
    return notes.flatMap((note) => {
      const [pitches = "", beats] = note.split(":");
      const length = Number(beats) * Number(beat);
      const start = at;
      at += length;
      const parts = pitches === "-" ? [] : pitches.split("+");
      return parts.map((part) => {
        const [from = "", to = from] = part.split(">");
        const tone = { wave, at: start, length, from: frequency(from), to: frequency(to) };
        return { ...tone, volume: volume / parts.length };
      });
    });
  });
}

/** How long it sounds, in seconds. */
export const lengthOf = (tones: readonly Tone[]): number => Math.max(...tones.map(({ at, length }) => at + length));

/** Plays the sound of this name; nothing where there is none. */
export function synthesise(context: BaseAudioContext, name: string): void {
  const recipe = RECIPES[name];
  if (!recipe) return;
  const loudness = new GainNode(context, { gain: LOUDNESS });
  loudness.connect(context.destination);
  // A moment ahead, so that the first tone isn't cut.
  const begin = context.currentTime + 0.03;
  for (const tone of tonesOf(recipe)) sound(context, loudness, begin, tone);
}

function sound(context: BaseAudioContext, output: AudioNode, begin: number, tone: Tone): void {
  const [start, end] = [begin + tone.at, begin + tone.at + tone.length];
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(tone.volume, start + ATTACK_S);
  envelope.gain.setValueAtTime(tone.volume * 0.8, Math.max(start + ATTACK_S, end - RELEASE_S));
  envelope.gain.linearRampToValueAtTime(0, end + RELEASE_S);
  envelope.connect(output);
  const source =
    tone.wave === "noise" ? noise(context, tone, envelope) : oscillator(context, tone, start, end, envelope);
  source.start(start);
  source.stop(end + RELEASE_S);
}

function oscillator(context: BaseAudioContext, tone: Tone, start: number, end: number, output: AudioNode) {
  const source = new OscillatorNode(context, { type: tone.wave as OscillatorType, frequency: tone.from });
  source.frequency.setValueAtTime(tone.from, start);
  if (tone.to !== tone.from) source.frequency.exponentialRampToValueAtTime(tone.to, end);
  source.connect(output);
  return source;
}

function noise(context: BaseAudioContext, { from, length }: Tone, output: AudioNode): AudioBufferSourceNode {
  const frames = Math.ceil((length + RELEASE_S) * context.sampleRate);
  const buffer = new AudioBuffer({ length: frames, sampleRate: context.sampleRate });
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < frames; index++) samples[index] = Math.random() * 2 - 1;
  const source = new AudioBufferSourceNode(context, { buffer });
  const band = new BiquadFilterNode(context, { type: "bandpass", frequency: from, Q: 0.9 });
  source.connect(band).connect(output);
  return source;
}
