package io.leat.log.partition;

import io.leat.log.segment.Segment;
import java.util.ArrayList;
import java.util.List;

/** Which of the oldest segments go. Pure: facts in, a number out. */
final class Retention {

    private Retention() {}

    /**
     * What retention looks at.
     *
     * @param end the offset after its last: the next one's base, or the log's end
     * @param age the greatest timestamp of its records
     */
    record Facts(long end, long size, long age) {}

    /** The facts of {@code segments}, which are in order and end at {@code logEnd}. */
    static List<Facts> facts(List<Segment> segments, long logEnd) {
        List<Facts> facts = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            long end = i + 1 < segments.size() ? segments.get(i + 1).baseOffset() : logEnd;
            facts.add(new Facts(end, segments.get(i).size(), segments.get(i).age()));
        }
        return facts;
    }

    /**
     * How many segments from the first on are to be dropped: those below the log's start, those too old, and those without which
     * the log is still as large as it may be. One that holds anything not visible yet stays, and so do all after it.
     *
     * @param segments in order, the active one last
     */
    static int due(List<Facts> segments, LogConfig config, long logStart, long highWatermark, long now) {
        long excess =
                segments.stream().mapToLong(Facts::size).sum() - config.kept().bytes();
        int due = 0;
        for (Facts segment : segments) {
            boolean tooBig = config.kept().bytes() >= 0 && excess >= segment.size();
            boolean tooOld = config.kept().ms() >= 0
                    && now - segment.age() > config.kept().ms();
            boolean goes = segment.end() <= logStart || (config.kept().deletes() && (tooBig || tooOld));
            if (!goes || segment.end() > highWatermark) {
                break;
            }
            excess -= segment.size();
            due++;
        }
        return due;
    }
}
