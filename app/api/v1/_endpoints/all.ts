import type { Endpoint } from "@/lib/platform/web";
import { accountEndpoints } from "./account";
import { attestationEndpoints } from "./attestations";
import { auditEndpoints } from "./audit";
import { bundleReplayEndpoints } from "./bundle-replays";
import { bundleEndpoints } from "./bundles";
import { calendarEndpoints } from "./calendar";
import { catalogueEndpoints } from "./catalogue";
import { concernEndpoints } from "./concerns";
import { escalationEndpoints } from "./escalation";
import { exportEndpoints } from "./exports";
import { exposureEndpoints } from "./exposure";
import { documentEndpoint } from "./document";
import { delegationEndpoints } from "./delegations";
import { dateEndpoints } from "./release-dates";
import { decisionEndpoints } from "./decisions";
import { postDocumentCheck } from "./document-checks";
import { drillEndpoints } from "./drills";
import { freezeEndpoints } from "./freezes";
import { gateEndpoints } from "./gates";
import { ledgerHistoryEndpoints } from "./ledger-histories";
import { ledgerProofEndpoints } from "./ledger-proofs";
import { machineEndpoints } from "./machines";
import { meEndpoints } from "./me";
import { metricEndpoints } from "./metrics";
import { noticeEndpoints } from "./notices";
import { obligationEndpoints } from "./obligations";
import { pendingEndpoints } from "./pending-decisions";
import { postMortemEndpoints } from "./post-mortems";
import { peopleEndpoints } from "./people";
import { handOverEndpoints } from "./hand-overs";
import { documentEndpoints } from "./release-documents";
import { releaseEndpoints } from "./releases";
import { reviewMeetingEndpoints } from "./review-meeting";
import { reviewEndpoints } from "./reviews";
import { roleEndpoints } from "./roles";
import { rotaEndpoints } from "./rotas";
import { rollbackEndpoints } from "./rollbacks";
import { runnerEndpoints } from "./runner";
import { insightEndpoints } from "./insights";
import { observationEndpoints } from "./observations";
import { searchEndpoints } from "./search";
import { setupEndpoints } from "./setup";
import { sharingEndpoints } from "./sharing";
import { stageEndpoints } from "./stages";
import { teamEndpoints } from "./teams";
import { templateEndpoints } from "./templates";
import { tokenEndpoints } from "./tokens";
import { viewEndpoints } from "./views";
import { workingHoursEndpoints } from "./working-hours";
import { webhookEndpoints } from "./webhooks";

const areas: readonly Endpoint[] = [
  ...setupEndpoints,
  ...meEndpoints,
  ...accountEndpoints,
  ...peopleEndpoints,
  ...tokenEndpoints,
  ...machineEndpoints,
  ...teamEndpoints,
  ...roleEndpoints,
  ...handOverEndpoints,
  ...rotaEndpoints,
  ...escalationEndpoints,
  ...catalogueEndpoints,
  ...bundleEndpoints,
  ...bundleReplayEndpoints,
  ...templateEndpoints,
  ...releaseEndpoints,
  ...documentEndpoints,
  ...viewEndpoints,
  ...noticeEndpoints,
  ...webhookEndpoints,
  ...workingHoursEndpoints,
  ...calendarEndpoints,
  ...freezeEndpoints,
  postDocumentCheck,
  ...dateEndpoints,
  ...decisionEndpoints,
  ...pendingEndpoints,
  ...gateEndpoints,
  ...concernEndpoints,
  ...exposureEndpoints,
  ...rollbackEndpoints,
  ...drillEndpoints,
  ...obligationEndpoints,
  ...postMortemEndpoints,
  ...reviewEndpoints,
  ...reviewMeetingEndpoints,
  ...delegationEndpoints,
  ...metricEndpoints,
  ...runnerEndpoints,
  ...stageEndpoints,
  ...sharingEndpoints,
  ...searchEndpoints,
  ...insightEndpoints,
  ...observationEndpoints,
  ...auditEndpoints,
  ...ledgerProofEndpoints,
  ...attestationEndpoints,
  ...exportEndpoints,
  ...ledgerHistoryEndpoints,
];

export const getOpenApi = documentEndpoint(areas);

/** Every route of the public API; the document, the tests and the callers' matrix are made from this list. */
export const allEndpoints: readonly Endpoint[] = [...areas, getOpenApi];
