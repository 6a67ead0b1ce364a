import { routes } from "@/lib/platform/web";
import { deleteView, getOneView, patchView } from "../../_endpoints/views";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOneView, patchView, deleteView);
