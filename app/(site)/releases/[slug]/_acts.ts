import type { GateActs } from "@/components/gates/acts";
import type { ObligationActs } from "@/components/releases/obligations";
import type { ReleaseActs } from "@/components/releases/primary-act";
import {
  acknowledge,
  answerConcernOn,
  advance,
  cancel,
  castVoteOn,
  complete,
  dropObligationOn,
  dismissWorkOn,
  lift,
  liftVetoOn,
  meetObligationOn,
  overrideFreezeOn,
  placeHoldOn,
  raiseConcernOn,
  reopen,
  reviewBreakGlassOn,
  skip,
  start,
  waive,
} from "./actions";

export const gateActs: GateActs = {
  vote: castVoteOn,
  acknowledge,
  liftVeto: liftVetoOn,
  dismissWork: dismissWorkOn,
  waive,
};
export const releaseActs: ReleaseActs = {
  start,
  advance,
  placeHold: placeHoldOn,
  liftHold: lift,
  overrideFreeze: overrideFreezeOn,
  complete,
  cancel,
  skip,
  reopen,
  raiseConcern: raiseConcernOn,
  answerConcern: answerConcernOn,
};
export const obligationActs: ObligationActs = {
  meet: meetObligationOn,
  drop: dropObligationOn,
  review: reviewBreakGlassOn,
};
