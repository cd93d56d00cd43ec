#include "commands/commands.h"

int
main(int argc, char **argv)
{
    return om_commands_run(argc, argv);
}
