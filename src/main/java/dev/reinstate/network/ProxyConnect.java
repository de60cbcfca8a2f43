package dev.reinstate.network;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Connects, instead of the client's own step, which hands over what a proxy refuses as if the host
 * beyond had answered. What a proxy refuses for good it is not asked for again.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#name-connect.
 */
final class ProxyConnect implements ExecChainHandler {

  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int LOGIN_WANTED = 407;

  private final ProxyRules rules;

  /** For good, by the host wanted, with its port. */
  private final ConcurrentMap<String, ProxyException> refusals = new ConcurrentHashMap<>();

  ProxyConnect(ProxyRules rules) {
    this.rules = rules;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpRoute route = scope.route;
    Optional<ProxyServer> proxy =
        route.getProxyHost() == null
            ? Optional.empty()
            : ProxyRoutes.proxy(rules, route.getTargetHost());
    ProxyException refusal = refusals.get(route.getTargetHost().toHostString());
    if (refusal != null) {
      throw refusal.again();
    }
    ExecRuntime runtime = scope.execRuntime;
    if (!runtime.isEndpointAcquired()) {
      runtime.acquireEndpoint(
          scope.exchangeId, route, scope.clientContext.getUserToken(), scope.clientContext);
    }
    try {
      if (!runtime.isEndpointConnected()) {
        connect(scope, proxy);
      }
      EndpointInfo connected = runtime.getEndpointInfo();
      if (connected != null) {
        scope.clientContext.setSSLSession(connected.getSslSession());
      }
      return proxy.isPresent() && !route.isTunnelled()
          ? plain(request, proxy.get(), scope, chain)
          : chain.proceed(request, scope);
    } catch (IOException | HttpException | RuntimeException e) {
      runtime.discardEndpoint();
      throw e;
    }
  }

  private void connect(ExecChain.Scope scope, Optional<ProxyServer> proxy)
      throws IOException, HttpException {
    HttpClientContext context = scope.clientContext;
    if (proxy.isEmpty()) {
      scope.execRuntime.connectEndpoint(context);
      return;
    }
    try {
      scope.execRuntime.connectEndpoint(context);
    } catch (IOException e) {
      throw ProxyException.unreachable(
          proxy.get(), scope.route.getTargetHost().toHostString(), e);
    }
    if (scope.route.isTunnelled()) {
      tunnel(scope, proxy.get());
      scope.execRuntime.upgradeTls(context);
    }
  }

  private void tunnel(ExecChain.Scope scope, ProxyServer proxy)
      throws IOException, HttpException {
    HttpHost target = scope.route.getTargetHost();
    String authority = target.toHostString();
    ClassicHttpRequest connect = new BasicClassicHttpRequest(Method.CONNECT, target, authority);
    connect.setVersion(HttpVersion.HTTP_1_1);
    connect.setHeader(HttpHeaders.HOST, authority);
    connect.setHeader(HttpHeaders.USER_AGENT, "reinstate");
    proxy
        .authorization()
        .ifPresent(login -> connect.setHeader(HttpHeaders.PROXY_AUTHORIZATION, login));
    ClassicHttpResponse response;
    try {
      response = scope.execRuntime.execute(scope.exchangeId, connect, scope.clientContext);
    } catch (IOException e) {
      throw ProxyException.unreachable(proxy, authority, e);
    }
    if (response.getCode() < OK || response.getCode() >= MULTIPLE_CHOICES) {
      throw refused(proxy, authority, response);
    }
    scope.clientContext.setProtocolVersion(null);
  }

  private ClassicHttpResponse plain(
      ClassicHttpRequest request, ProxyServer proxy, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    proxy
        .authorization()
        .ifPresent(login -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, login));
    ClassicHttpResponse response = chain.proceed(request, scope);
    if (response.getCode() == LOGIN_WANTED) {
      throw refused(proxy, scope.route.getTargetHost().toHostString(), response);
    }
    return response;
  }

  private ProxyException refused(ProxyServer proxy, String host, ClassicHttpResponse response) {
    ProxyException refusal =
        ProxyException.refused(proxy, host, response.getCode(), printable(response));
    if (refusal.isPermanent()) {
      refusals.put(host, refusal);
    }
    return refusal;
  }

  private static String printable(ClassicHttpResponse response) {
    String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
    return reason.replaceAll("[^ -~]", " ");
  }
}
