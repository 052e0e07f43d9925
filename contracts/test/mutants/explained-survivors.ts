/** The mutants that are known to survive. The README says of each why nobody can notice it. */
export const EXPLAINED = ["POST /business/auth 200: accessToken with a letter after it"];
