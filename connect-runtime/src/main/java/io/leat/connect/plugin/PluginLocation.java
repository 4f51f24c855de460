package io.leat.connect.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * One plugin's code: what one class loader holds.
 *
 * @param root the element found in a directory of {@code plugin.path}: a jar, a folder of jars, or a tree of classes
 * @param codeSources the jars, or the root of the class tree, in the order they are searched
 */
record PluginLocation(Path root, List<Path> codeSources) {}
