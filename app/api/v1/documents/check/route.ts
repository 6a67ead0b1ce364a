import { routes } from "@/lib/platform/web";
import { postDocumentCheck } from "../../_endpoints/document-checks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postDocumentCheck);
