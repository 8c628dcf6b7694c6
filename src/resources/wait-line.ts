/**
 * What begins the line by which a script says what it waits for: `lvsdeploy-wait: SECONDS WHAT`, for at most so many
 * seconds from then on. The engine makes a note of the run of it, and the line is no output of the task.
 */
export const waitPrefix = 'lvsdeploy-wait: ';
