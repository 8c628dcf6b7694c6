/**
 * What begins the line by which a script says what it waits for: `lvsdeploy-wait: SECONDS WHAT`, for at most so many
 * seconds from then on. The engine makes a note of the run of it, and the line is no output of the task.
 */
export const waitPrefix = 'lvsdeploy-wait: ';

/**
 * The format for `printf` of such a line; takes the seconds and the words. An empty line follows and is part of it: the last
 * newline of what a script has said so far is not read before more comes, as it may be that of the frame around its output.
 */
export const waitFormat = `${waitPrefix}%s %s\\n\\n`;
