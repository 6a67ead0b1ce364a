// Only what lists is here: an entry or a person that is not there still answers 404.
export { PartLoading as default } from "@/components/layout/page-loading";
