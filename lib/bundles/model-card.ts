import { z } from "zod";
import { describedAs } from "@/lib/bundles/iri";

const text = z.string();
const texts = z.array(text);
const port = z.strictObject({ format: text.optional() });

/** The parts of a CycloneDX model card, in its own words (cyclonedx.org, 1.6), that an artifact's metadata may bring as `modelCard`. */
const parts = {
  modelParameters: z.strictObject({
    approach: z
      .strictObject({
        type: z
          .enum([
            "supervised",
            "unsupervised",
            "reinforcement-learning",
            "semi-supervised",
            "self-supervised",
          ])
          .optional(),
      })
      .optional(),
    task: text.optional(),
    architectureFamily: text.optional(),
    modelArchitecture: text.optional(),
    inputs: z.array(port).optional(),
    outputs: z.array(port).optional(),
  }),
  quantitativeAnalysis: z.strictObject({
    performanceMetrics: z
      .array(
        z.strictObject({
          type: text.optional(),
          value: text.optional(),
          slice: text.optional(),
          confidenceInterval: z
            .strictObject({ lowerBound: text.optional(), upperBound: text.optional() })
            .optional(),
        }),
      )
      .optional(),
  }),
  considerations: z.strictObject({
    users: texts.optional(),
    useCases: texts.optional(),
    technicalLimitations: texts.optional(),
    performanceTradeoffs: texts.optional(),
    ethicalConsiderations: z
      .array(z.strictObject({ name: text.optional(), mitigationStrategy: text.optional() }))
      .optional(),
    fairnessAssessments: z
      .array(
        z.strictObject({
          groupAtRisk: text.optional(),
          benefits: text.optional(),
          harms: text.optional(),
          mitigationStrategy: text.optional(),
        }),
      )
      .optional(),
  }),
};

export interface ModelCard {
  modelParameters?: Record<string, unknown>;
  quantitativeAnalysis?: Record<string, unknown>;
  considerations?: Record<string, unknown>;
}

/** The parts of an artifact's `metadata.modelCard` that are as CycloneDX has them; `left` is what is not, each as JSON text. */
export function modelCardOf(metadata: Record<string, unknown> | undefined): {
  card: ModelCard;
  left: { name: string; value: string }[];
} {
  const given = metadata?.["modelCard"];
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { card: {}, left: [] };
  const card: ModelCard = {};
  const left: { name: string; value: string }[] = [];
  for (const [name, value] of Object.entries(given)) {
    const part = isPart(name) ? parts[name].safeParse(value) : null;
    if (part?.success === true && isPart(name)) card[name] = part.data;
    else left.push({ name: `modelCard.${name}`, value: describedAs(value) });
  }
  return { card, left };
}

function isPart(name: string): name is keyof typeof parts {
  return Object.hasOwn(parts, name);
}
