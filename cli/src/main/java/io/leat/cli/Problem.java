package io.leat.cli;

import java.io.PrintWriter;

/** What a command could not do, told to a person: what is wrong, what to do next, and the exit code for a script. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final String nextStep;

    /**
     * @param message names the thing, its value and why it is wrong
     * @param nextStep what to write or run instead, as a sentence
     */
    public Problem(ExitCode exitCode, String message, String nextStep) {
        super(message);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    /** As the other, with the exception that is behind it, for the log. */
    public Problem(ExitCode exitCode, String message, String nextStep, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.nextStep = nextStep;
    }

    public static Problem wrongInput(String message, String nextStep) {
        return new Problem(ExitCode.WRONG_INPUT, message, nextStep);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public String nextStep() {
        return nextStep;
    }

    /** Tells on {@code err} what came of a command that threw {@code failure}, and returns the exit code. */
    static int tell(Exception failure, PrintWriter err) {
        if (System.getenv("LEAT_TRACE") != null) {
            failure.printStackTrace(err);
        }
        if (failure instanceof Problem problem) {
            err.println(problem.getMessage());
            err.println(problem.nextStep());
            return problem.exitCode().number();
        }
        err.println("It failed unexpectedly: " + failure);
        err.println("Run it again with LEAT_TRACE=1 for the stack trace, and report it with that.");
        return ExitCode.FAILED.number();
    }
}
