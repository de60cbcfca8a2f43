package dev.reinstate.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.reinstate.apply.lease.LeaseStore;
import dev.reinstate.apply.lease.LeaseStore.Stored;
import dev.reinstate.concurrent.FanOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a lease relies on, wherever it is kept. */
abstract class LeaseStoreContract {

  private static final int RACERS = 8;

  LeaseStore store;

  /** Opens a place where nothing is yet; called once a test. */
  abstract LeaseStore openEmpty() throws IOException;

  /** Opens the same place as another process does. */
  abstract LeaseStore openAgain() throws IOException;

  /** One write that may or may not find what it expects. */
  private interface Write {
    Optional<String> by(LeaseStore store, String content) throws IOException;
  }

  @BeforeEach
  final void open() throws IOException {
    store = openEmpty();
  }

  @AfterEach
  final void close() throws IOException {
    store.close();
  }

  @Test
  void holdsNothingAtFirst() throws IOException {
    assertEquals(Optional.empty(), store.read());
  }

  @Test
  void isCreatedOnce() throws IOException {
    String version = store.create("one").orElseThrow();
    assertEquals(Optional.empty(), store.create("two"));
    assertEquals(Optional.of(new Stored("one", version)), store.read());
  }

  @Test
  void isReplacedOnlyWhileItIsWhatWasRead() throws IOException {
    String first = store.create("one").orElseThrow();
    String second = store.replace("two", first).orElseThrow();
    assertEquals(Optional.empty(), store.replace("three", first));
    assertEquals(Optional.of(new Stored("two", second)), store.read());
    assertEquals(store.replace("three", second), store.read().map(Stored::version));
  }

  @Test
  void othersOfTheSamePlaceAreOthers() throws IOException {
    LeaseStore other = store.at(store + ".shard-1-of-3");
    String version = other.create("one").orElseThrow();
    assertEquals(Optional.empty(), store.read());
    assertEquals(Optional.of(new Stored("one", version)), openAgain().at(other.toString()).read());
  }

  @Test
  void nothingIsReplacedWhereNothingIs() throws IOException {
    String version = openAgain().create("one").orElseThrow();
    LeaseStore elsewhere = openEmpty();
    assertEquals(Optional.empty(), elsewhere.replace("two", version));
    assertEquals(Optional.empty(), elsewhere.read());
    elsewhere.close();
  }

  @Test
  void ofManyWhoCreateItOneDoes() throws IOException {
    race(LeaseStore::create);
  }

  @Test
  void ofManyWhoReplaceItOneDoes() throws IOException {
    String version = store.create("before").orElseThrow();
    race((racer, content) -> racer.replace(content, version));
  }

  @Test
  void whatIsTooLargeToBeALeaseIsNotRead() throws IOException {
    String large = "x".repeat(LeaseStore.MOST_BYTES + 1);
    assertTrue(store.create(large).isPresent());
    IOException refused = assertThrows(IOException.class, store::read);
    assertTrue(refused.getMessage().contains("too large to be a lease"), refused.getMessage());
    assertTrue(refused.getMessage().contains(store.toString()), refused.getMessage());
  }

  private void race(Write write) throws IOException {
    CyclicBarrier start = new CyclicBarrier(RACERS);
    List<String> racers = IntStream.range(0, RACERS).mapToObj(i -> "racer " + i).toList();
    ImmutableList<Optional<String>> written =
        new FanOut(RACERS).map(racers, content -> atOnce(start, write, content));
    List<Integer> winners =
        IntStream.range(0, RACERS).filter(i -> written.get(i).isPresent()).boxed().toList();
    assertEquals(1, winners.size(), written.toString());
    int winner = winners.get(0);
    assertEquals(
        Optional.of(new Stored(racers.get(winner), written.get(winner).orElseThrow())),
        store.read());
  }

  private Optional<String> atOnce(CyclicBarrier start, Write write, String content) {
    try (LeaseStore racer = openAgain()) {
      start.await();
      return write.by(racer, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
