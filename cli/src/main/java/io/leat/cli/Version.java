package io.leat.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code leat --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var build = Build.running();
        return new String[] {"leat " + build.version() + " (commit " + build.commit() + ")"};
    }
}
