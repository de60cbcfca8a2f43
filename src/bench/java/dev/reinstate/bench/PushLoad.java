package dev.reinstate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import dev.reinstate.concurrent.FanOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Pushes events to a running auditor, as fast as it takes them, then asks it to end. */
final class PushLoad implements Contender.Companion {

  private static final Pattern LISTENING = Pattern.compile("Listening on port (?<port>\\d+)");
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 16;
  private static final int MEDIAN = 50;
  private static final int TAIL = 99;

  private final ImmutableList<String> events;
  private final int count;
  private final List<Result> results = new ArrayList<>();

  /**
   * @param events as registries publish them; over and over
   */
  PushLoad(ImmutableList<String> events, int count) {
    this.events = events;
    this.count = count;
  }

  /** What a round of pushing came to; times in milliseconds. */
  record Result(double perSecond, double median, double tail) {}

  /** Of the rounds so far. */
  ImmutableList<Result> results() {
    return ImmutableList.copyOf(results);
  }

  @Override
  public void accompany(Process process, Path err) throws IOException, InterruptedException {
    try {
      int port = port(process, err);
      long start = System.nanoTime();
      ImmutableList<double[]> times =
          new FanOut(CONNECTIONS)
              .map(IntStream.range(0, CONNECTIONS).boxed().toList(), from -> push(port, from));
      double seconds = (System.nanoTime() - start) / 1e9;
      double[] all = times.stream().flatMapToDouble(Arrays::stream).toArray();
      Map<Integer, Double> quantiles = Quantiles.percentiles().indexes(MEDIAN, TAIL).compute(all);
      results.add(new Result(count / seconds, quantiles.get(MEDIAN), quantiles.get(TAIL)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
    }
  }

  private static int port(Process process, Path err) throws IOException, InterruptedException {
    long until = System.nanoTime() + LONGEST_START.toNanos();
    while (process.isAlive() && System.nanoTime() < until) {
      Matcher listening = LISTENING.matcher(Files.readString(err));
      if (listening.find()) {
        return Integer.parseInt(listening.group("port"));
      }
      Thread.sleep(20);
    }
    throw new IOException("the auditor does not listen: " + Files.readString(err));
  }

  /** Every so many-th event over one connection; the milliseconds of each. */
  private double[] push(int port, int from) {
    double[] times = new double[(count - from + CONNECTIONS - 1) / CONNECTIONS];
    try (PushConnection connection = new PushConnection(port)) {
      for (int i = 0; i < times.length; i++) {
        int number = from + i * CONNECTIONS;
        String envelope = envelope(number, events.get(number % events.size()));
        long start = System.nanoTime();
        connection.push(envelope);
        times[i] = (System.nanoTime() - start) / 1e6;
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** https://cloud.google.com/pubsub/docs/push#receive_push. */
  private static String envelope(int number, String event) {
    return "{\"message\":{\"data\":\""
        + Base64.getEncoder().encodeToString(event.getBytes(UTF_8))
        + "\",\"messageId\":\""
        + number
        + "\",\"publishTime\":\"2026-11-23T02:00:00.123Z\"},"
        + "\"subscription\":\"projects/bench/subscriptions/auditor\"}";
  }
}
