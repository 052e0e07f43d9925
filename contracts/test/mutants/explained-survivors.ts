/** The mutants that survive. The README explains why nothing can detect them. */
export const EXPLAINED_SURVIVORS = ["POST /business/auth 200: accessToken with a letter after it"];
