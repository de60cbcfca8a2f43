package dev.reinstate.concurrent;

import com.google.common.cache.CacheBuilder;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Does the work of each key once: whoever comes first does it on its own thread, the others wait
 * for the result. A failure is told to the one whose work it was; those who waited try for
 * themselves, one after the other.
 */
public final class SingleFlight<K, V, E extends Exception> {

  /** The work of one key. */
  public interface Work<V, E extends Exception> {
    V run() throws E;
  }

  private final ConcurrentMap<K, FutureTask<V>> flights;
  private final Class<E> failure;

  private SingleFlight(ConcurrentMap<K, FutureTask<V>> flights, Class<E> failure) {
    this.flights = flights;
    this.failure = failure;
  }

  /**
   * @param failure the checked exception that work may throw
   */
  public SingleFlight(Class<E> failure) {
    this(new ConcurrentHashMap<>(), failure);
  }

  /**
   * The same that remembers so many keys and lets go of others: their work is done again.
   *
   * @param failure the checked exception that work may throw
   */
  public SingleFlight(Class<E> failure, long remembered) {
    this(
        CacheBuilder.newBuilder().maximumSize(remembered).<K, FutureTask<V>>build().asMap(),
        failure);
  }

  /** The result for the key, from memory when it is there. */
  public V get(K key, Work<V, E> work) throws E {
    FutureTask<V> mine = new FutureTask<>(work::run);
    while (true) {
      FutureTask<V> first = flights.putIfAbsent(key, mine);
      if (first == null) {
        mine.run();
        first = mine;
      }
      try {
        return first.get();
      } catch (ExecutionException e) {
        flights.remove(key, first);
        if (first.equals(mine)) {
          throw rethrown(e.getCause());
        }
      } catch (InterruptedException e) {
        throw CancelledException.interrupted();
      }
    }
  }

  /** The result for the key, if it is in memory. */
  public Optional<V> find(K key) {
    FutureTask<V> flight = flights.get(key);
    return flight != null && flight.state() == Future.State.SUCCESS
        ? Optional.of(flight.resultNow())
        : Optional.empty();
  }

  /** Lets go of a result: the next caller does the work again. */
  public void forget(K key) {
    flights.remove(key);
  }

  /** The same, unless somebody has done the work again since. */
  public void forget(K key, V old) {
    flights.computeIfPresent(
        key,
        (same, flight) ->
            flight.state() == Future.State.SUCCESS && flight.resultNow().equals(old)
                ? null
                : flight);
  }

  private E rethrown(Throwable cause) {
    return switch (cause) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> failure.cast(cause);
    };
  }
}
