// An attempt is known by its id alone, whatever it is for.
export { POST } from "../../rollback-steps/[attempt]/route";
