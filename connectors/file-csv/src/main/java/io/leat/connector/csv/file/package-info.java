/**
 * The files of the CSV sink: written, cut back, rolled, remembered.
 *
 * <pre>
 *   PartitionFiles ─ append · checkpoint · roll          Rewind ─ cuts back to an offset that a user chose
 *        │  └ Recovery ─ state file → cut back → go on      │
 *        └──────────────────────┬───────────────────────────┘
 *                            Folder ─ the only door to the disk: LocalFolder, or a double that forgets and fills up
 * </pre>
 *
 * <p>Exactly once rests on the state file, and on these:
 *
 * <ul>
 *   <li>F1 the state file is replaced whole (D5), and only after the rows it speaks of are on the disk;
 *   <li>F2 what lies beyond the state (bytes of the active file, newer files) is cut before anything is written;
 *   <li>F3 no offset is returned for commit before the state covers it (D2), so the committed offset is never ahead;
 *   <li>F4 a record below the state's {@code next} is not written again, whoever sends it;
 *   <li>F5 no CSV file exists without a state file, so a missing one means that somebody removed it.
 * </ul>
 */
@NullMarked
package io.leat.connector.csv.file;

import org.jspecify.annotations.NullMarked;
