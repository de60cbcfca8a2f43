package dev.reinstate.audit;

import dev.reinstate.audit.rules.RegistryEvent;
import dev.reinstate.audit.rules.Verdict;
import dev.reinstate.image.Repository;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a repository repaired after a rejection, one after the other, while the push is long
 * answered. What is rejected of a repository that waits its turn is repaired along with it.
 */
public final class Healer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

  /** More than there are repositories; the nightly run is for whatever comes beyond. */
  private static final int MOST_WAITING = 10_000;

  /** Puts one repository right, or says what it would do. */
  public interface Repair {
    void run(Repository repository);
  }

  private final Repair repair;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("healer").factory());

  /** Guarded by this. */
  private final Set<Repository> waiting = new HashSet<>();

  public Healer(Repair repair) {
    this.repair = repair;
  }

  /** Is told of every verdict; does not wait. */
  public void judged(AuditRecord judged) {
    if (judged.verdict() instanceof Verdict.Rejected) {
      judged.event().map(RegistryEvent::repository).ifPresent(this::enqueue);
    }
  }

  private synchronized void enqueue(Repository repository) {
    if (waiting.contains(repository) || worker.isShutdown()) {
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      LOG.warn("{} is not repaired now: {} others wait; run reconcile", repository, MOST_WAITING);
      return;
    }
    waiting.add(repository);
    worker.execute(() -> heal(repository));
  }

  private void heal(Repository repository) {
    synchronized (this) {
      if (worker.isShutdown()) {
        return;
      }
      // What is rejected from now on may come too late for this repair.
      waiting.remove(repository);
    }
    try {
      repair.run(repository);
    } catch (RuntimeException e) {
      LOG.error("the repair of {} failed", repository, e);
    }
  }

  /**
   * Begins no more repairs and waits for the one at work.
   *
   * @return whether it ended within the time
   */
  public boolean drain(Duration time) throws InterruptedException {
    synchronized (this) {
      if (!waiting.isEmpty()) {
        LOG.warn("Not repaired any more, run reconcile: {}", waiting);
      }
      worker.shutdown();
    }
    return worker.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
