/**
 * Files: the one package of the engine that touches the disk.
 *
 * <pre>
 *   segment, partition, broker
 *        │ Directory, AppendFile            names and bytes, no paths, no channels
 *        ▼
 *   DiskDirectory ─▶ DiskFile ─▶ OpenFiles  at most so many files open at once, whatever the number of partitions
 * </pre>
 *
 * <p>Everything above sees {@link io.leat.log.disk.Directory}, so a test can hand it {@code FaultyDisk} (in the tests of
 * this module), which forgets what was not flushed, tears writes, flips bits and fills up.
 *
 * <ul>
 *   <li>D5 a state file is replaced whole or not at all: {@link io.leat.log.disk.Directory#replace}.
 *   <li>Bytes below {@link io.leat.log.disk.AppendFile#size} never change, so readers need no lock.
 *   <li>Every failure is a {@link io.leat.log.disk.StorageException} that says what was attempted, on which file, at
 *       which byte.
 * </ul>
 *
 * <p>Never: a decision. What a missing, short or broken file means is for the packages above to say.
 */
@NullMarked
package io.leat.log.disk;

import org.jspecify.annotations.NullMarked;
