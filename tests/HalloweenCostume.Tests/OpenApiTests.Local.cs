using System.Net;
using HalloweenCostume.Tests.Contract;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

/// <summary>The host's own table of routes.</summary>
public sealed partial class OpenApiTests
{
    [Fact]
    public async Task The_routes_of_the_host_are_the_operations_that_the_document_says_it_has()
    {
        await using var host = await LocalHost.StartAsync();

        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText}");

        var elsewhere = OpenApiContract.Operations.Where(operation => operation.Elsewhere).Select(operation => $"{operation.Method} {operation.Path}").ToList();
        Assert.Equal([$"POST {WebhookHost.Path}"], elsewhere);
        Assert.Equal(OpenApiContract.Operations.Select(operation => $"{operation.Method} {operation.Path}").Except(elsewhere).Order(), routes.Order());
        using var absent = await host.Http.PostAsync(WebhookHost.Path, null);
        await absent.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_answered_as_the_document_says()
    {
        await using var host = await LocalHost.StartAsync();
        var operations = OpenApiContract.Operations.Where(operation => operation is { HasBody: true, Elsewhere: false }).ToList();

        var exchanges = await Task.WhenAll(operations.Select(async operation =>
        {
            var answer = await RawHttp.SendAsync(host.Http.BaseAddress!, $"{operation.Method} {operation.Url} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20", "{");
            return new Exchange(operation.Method, operation.Url, answer.Status, new Dictionary<string, string>(), answer.Headers, "{", answer.Body);
        }));

        Assert.All(exchanges, exchange => Assert.Equal(408, exchange.Status));
        Assert.Empty(await OpenApiContract.ViolationsAsync(OpenApiContract.Document, exchanges, everyOperation: false, CancellationToken.None));
    }
}
