import { courseActs } from "./eventful/course-acts";
import { exposureActs } from "./eventful/exposure-acts";
import { daysRota, organisationActs } from "./eventful/organisation-acts";
import { signingActs } from "./eventful/signing-acts";
import { makeEventfulStage, type Time } from "./eventful/stage";
import { eventfulTemplate } from "./eventful/template";
import { rollbackActs } from "./rolling";
import { makeWorld } from "./world";

/** A release to which everything can happen, through the API, on a clock that stands still until the test moves it. */
export async function makeEventful(url: string) {
  const world = await makeWorld(url);
  await world.release({ slug: "upstream", draft: true });
  await world.template(eventfulTemplate, "cora");
  const release = await world.release({ slug: "eventful", template: eventfulTemplate.key, draft: true });
  await rollbackActs(() => world).declare();
  const time: Time = { now: Math.ceil(Date.now() / 3_600_000) * 3_600_000 };
  world.kernel.clock = { now: () => new Date(time.now) };
  const stage = await makeEventfulStage(world, release, time);
  await world.team("crew", [{ name: "lea", lead: true }, { name: "eve" }]);
  await stage.say("lea", "POST", "/rotas", {
    key: "days",
    title: "Days",
    team: "crew",
    rota: daysRota(stage),
  });
  return {
    world,
    release,
    pass: stage.pass,
    acts: {
      ...signingActs(stage),
      ...organisationActs(stage),
      ...courseActs(stage),
      ...exposureActs(stage),
    },
  };
}

export type Eventful = Awaited<ReturnType<typeof makeEventful>>;
export type EventfulName = keyof Eventful["acts"];
