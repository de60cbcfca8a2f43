package dev.reinstate.snapshot.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.DamagedSnapshotException;
import dev.reinstate.snapshot.journal.JournalEntry.Write;
import dev.reinstate.storage.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteJournalTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.75Z");
  private static final String PLAN = "0f3a9c0d1e2b" + "4".repeat(52);

  @TempDir private Path directory;
  private WriteJournal journal;

  @BeforeEach
  void open() {
    journal = new WriteJournal(new DirectoryStore(directory));
  }

  @Test
  void anEntryIsReadBackUnderTheNameOfItsTimeAndPlan() throws IOException {
    JournalEntry entry = entry(NOON);
    journal.announce(entry, PLAN);
    assertTrue(Files.exists(directory.resolve("journal/2026-11-23T12-00-00Z-0f3a9c0d1e2b.json")));
    JournalName name = journal.since(NOON).first();
    assertEquals(Instant.parse("2026-11-23T12:00:00Z"), name.time());
    assertEquals(entry, journal.read(name));
  }

  @Test
  void onlyWhatWasWrittenThenOrLaterIsListed() throws IOException {
    journal.announce(entry(NOON.minusSeconds(1)), PLAN);
    journal.announce(entry(NOON), PLAN);
    journal.announce(entry(NOON.plusSeconds(1)), PLAN);
    assertEquals(
        List.of("2026-11-23T12-00-00Z-0f3a9c0d1e2b", "2026-11-23T12-00-01Z-0f3a9c0d1e2b"),
        journal.since(NOON).stream().map(JournalName::toString).toList());
  }

  @Test
  void theSamePlanInTheSameSecondTakesTheNext() throws IOException {
    journal.announce(entry(NOON), PLAN);
    journal.announce(entry(NOON), PLAN);
    assertEquals(2, journal.since(NOON).size());
    assertEquals(NOON, journal.read(journal.since(NOON).last()).time());
  }

  @Test
  void otherFilesAreNoEntries() throws IOException {
    journal.announce(entry(NOON), PLAN);
    Files.writeString(directory.resolve("journal/9999.json"), "{}");
    Files.writeString(directory.resolve("journal/2026-99-23T12-00-00Z-0f3a9c0d1e2b.json"), "{}");
    assertEquals(1, journal.since(Instant.EPOCH).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'schemaVersion':2}",
        "{'schemaVersion':1,'mediaType':'application/vnd.reinstate.journal.v1+json'}",
        "{HEAD,'run':'x','time':'noon','writes':[]}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':{}}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':[7]}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':[{'repository':'a','digest':'D',"
            + "'tags':[]}]}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':[{'repository':'a/b','digest':'D',"
            + "'tags':['a b']}]}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':[{'repository':'a/b','digest':'D',"
            + "'tags':[7]}]}",
        "{HEAD,'run':'x','time':'2026-11-23T12:00:00Z','writes':[{'repository':'a/b','digest':'D'}]}"
      })
  void aDamagedEntryIsNamed(String content) throws IOException {
    journal.announce(entry(NOON), PLAN);
    Path file = directory.resolve("journal/2026-11-23T13-00-00Z-0f3a9c0d1e2b.json");
    Files.writeString(
        file,
        content
            .replace("HEAD", "'schemaVersion':1,'mediaType':'" + WriteJournal.MEDIA_TYPE + "'")
            .replace("'D'", "'" + Digests.of(new byte[0]) + "'")
            .replace('\'', '"'),
        UTF_8);
    JournalName name = journal.since(NOON).last();
    DamagedSnapshotException damaged =
        assertThrows(DamagedSnapshotException.class, () -> journal.read(name));
    assertTrue(
        damaged.getMessage().startsWith("journal entry 2026-11-23T13-00-00Z-0f3a9c0d1e2b in "),
        damaged::getMessage);
  }

  private static JournalEntry entry(Instant time) {
    return new JournalEntry(
        "ci-k8sio-reinstate, build 7",
        time,
        ImmutableListMultimap.of(
            Repository.parse("us.gcr.io/prod/app"),
            new Write(Digests.of(new byte[] {1}), ImmutableSortedSet.of("1.0", "latest")),
            Repository.parse("us.gcr.io/prod/app"),
            new Write(Digests.of(new byte[] {2}), ImmutableSortedSet.of()),
            Repository.parse("localhost:5000/app"),
            new Write(Digests.of(new byte[] {3}), ImmutableSortedSet.of("x"))));
  }
}
