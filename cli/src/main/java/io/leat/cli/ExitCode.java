package io.leat.cli;

/** How every command ends: the whole table. Scripts rely on it, so a number never changes its meaning. */
public enum ExitCode {
    /** Done; a worker or a demo that was stopped by SIGTERM or Ctrl-C ends so too. */
    OK(0),
    /** It was understood and tried, and did not work. */
    FAILED(1),
    /** An option, a file or a name is wrong; nothing was changed. */
    WRONG_INPUT(2),
    /** No worker, or no log, answers at the address. */
    UNREACHABLE(3);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
