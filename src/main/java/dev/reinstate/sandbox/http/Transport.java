package dev.reinstate.sandbox.http;

import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.HttpServerRequestHandler;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.WWWFormCodec;

/** Translates between HttpCore's requests and responses and the registry's. */
public final class Transport implements HttpServerRequestHandler {

  private final Exchange exchange;

  public Transport(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void handle(ClassicHttpRequest request, ResponseTrigger trigger, HttpContext context)
      throws HttpException, IOException {
    trigger.submitResponse(response(exchange.answer(call(request))));
  }

  private static Call call(ClassicHttpRequest request) throws HttpException, IOException {
    URI uri = uri(request);
    ImmutableListMultimap.Builder<String, String> headers = ImmutableListMultimap.builder();
    for (Header header : request.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    InputStream body =
        request.getEntity() == null
            ? InputStream.nullInputStream()
            : request.getEntity().getContent();
    return new Call(
        Target.of(request.getMethod(), uri.getPath()), query(uri), headers.build(), body);
  }

  private static ImmutableListMultimap<String, String> query(URI uri) {
    if (uri.getRawQuery() == null) {
      return ImmutableListMultimap.of();
    }
    ImmutableListMultimap.Builder<String, String> query = ImmutableListMultimap.builder();
    for (NameValuePair pair : WWWFormCodec.parse(uri.getRawQuery(), StandardCharsets.UTF_8)) {
      query.put(pair.getName(), pair.getValue() == null ? "" : pair.getValue());
    }
    return query.build();
  }

  private static URI uri(ClassicHttpRequest request) throws ProtocolException {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new ProtocolException("invalid request target", e);
    }
  }

  private static ClassicHttpResponse response(Reply reply) {
    ClassicHttpResponse response = new BasicClassicHttpResponse(reply.status());
    reply.headers().forEach(response::addHeader);
    if (reply.status() != 204) {
      response.setEntity(new ReplyEntity(reply));
    }
    return response;
  }
}
