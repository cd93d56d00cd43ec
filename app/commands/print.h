// Printing an HTML file to a PDF with a program that is installed anyway.
#ifndef OM_COMMANDS_PRINT_H
#define OM_COMMANDS_PRINT_H

#include "base/text.h"

#include <stdbool.h>

// Chromium or WeasyPrint, whichever is found first; no network, at most a
// minute. The PDF does not say when it was made. False with a message, which
// names what to install when there is neither.
bool om_print_pdf(const char *html, const char *pdf, struct om_text *problem);

#endif
