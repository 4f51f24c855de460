package io.leat.cli;

import io.leat.cli.kafka.AclsCommand;
import io.leat.cli.kafka.ConfigsCommand;
import io.leat.cli.kafka.ConsumeCommand;
import io.leat.cli.kafka.DumpCommand;
import io.leat.cli.kafka.GroupsCommand;
import io.leat.cli.kafka.OffsetsCommand;
import io.leat.cli.kafka.ProduceCommand;
import io.leat.cli.kafka.TopicsCommand;
import io.leat.cli.kafka.UsersCommand;
import io.leat.cli.plugins.PluginsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Every command, as picocli knows them: parses the command line, runs a command, and turns what came of it into an exit code. */
@Command(
        name = "leat",
        description = "Kafka Connect without the Kafka: connectors on a partitioned log, in one process.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes: 0 done, 1 failed, 2 wrong input, 3 nobody answers at the address."})
final class Commands {
    private Commands() {}

    /** The whole command line, ready to execute; tests give it writers of their own. */
    static CommandLine line(Ending ending) {
        var commands = new CommandLine(new Commands())
                .addSubcommand(new WorkerCommand(ending))
                .addSubcommand(new DemoCommand(ending))
                .addSubcommand(new LogCommand(ending))
                .addSubcommand(new ConnectorsCommand())
                .addSubcommand(new PluginsCommand())
                .addSubcommand(new TopicsCommand())
                .addSubcommand(new GroupsCommand())
                .addSubcommand(new ConfigsCommand())
                .addSubcommand(new AclsCommand())
                .addSubcommand(new UsersCommand())
                .addSubcommand(new OffsetsCommand())
                .addSubcommand(new DumpCommand())
                .addSubcommand(new ProduceCommand())
                .addSubcommand(new ConsumeCommand())
                .setExecutionExceptionHandler((failure, at, parsed) -> Problem.tell(failure, at.getErr()))
                .setParameterExceptionHandler((failure, args) -> tell(failure));
        commands.getCommandSpec().usageMessage().width(100);
        commands.getCommandSpec()
                .addOption(OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Prints the version and ends.")
                        .build());
        addHelp(commands);
        return commands;
    }

    /** Every command takes {@code --help}; only the root takes {@code --version}. */
    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this help and ends.")
                        .build());
        command.getSubcommands().values().forEach(Commands::addHelp);
    }

    private static int tell(ParameterException failure) {
        var command = failure.getCommandLine();
        command.getErr().println(failure.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            command.getErr()
                    .println("See " + command.getCommandSpec().qualifiedName() + " --help for what can be given.");
        }
        return ExitCode.WRONG_INPUT.number();
    }
}
