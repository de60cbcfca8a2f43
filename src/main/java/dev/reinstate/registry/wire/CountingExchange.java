package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.reinstate.stream.BlockInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and bytes where they leave and arrive. */
public final class CountingExchange implements Exchange {

  private final Exchange next;
  private final ConcurrentMap<String, ConcurrentMap<String, LongAdder>> requests =
      new ConcurrentHashMap<>();
  private final LongAdder all = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  public CountingExchange(Exchange next) {
    this.next = next;
  }

  @Override
  public Response send(Request request) throws IOException {
    all.increment();
    requests
        .computeIfAbsent(request.uri().getRawAuthority(), host -> new ConcurrentHashMap<>())
        .computeIfAbsent(request.method(), method -> new LongAdder())
        .increment();
    Response response = next.send(request);
    request.content().ifPresent(content -> sent.add(content.length()));
    return response.withBody(new CountedBody(response.body()));
  }

  /** The number of requests sent so far. */
  public long requests() {
    return all.sum();
  }

  public TrafficReport report() {
    ImmutableSortedMap.Builder<String, ImmutableSortedMap<String, Long>> byHost =
        ImmutableSortedMap.naturalOrder();
    requests.forEach(
        (host, methods) ->
            byHost.put(
                host, ImmutableSortedMap.copyOf(Maps.transformValues(methods, LongAdder::sum))));
    return new TrafficReport(byHost.buildOrThrow(), received.sum(), sent.sum());
  }

  private final class CountedBody extends BlockInputStream {

    CountedBody(InputStream body) {
      super(body);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      received.add(Math.max(0, count));
      return count;
    }
  }
}
