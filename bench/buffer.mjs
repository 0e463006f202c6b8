// casbin needs it where the platform lacks it.
export { Buffer } from "buffer/";
