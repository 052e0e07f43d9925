declare module "workerd-hanging" {
  /** The path of the executable. */
  const path: string;
  export = path;
}
