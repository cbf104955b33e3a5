using HalloweenCostume.Tests.Promises;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Tests.Webhooks;

/// <summary>Where fal publishes its keys.</summary>
internal sealed class FalKeyServer : IAsyncDisposable
{
    private readonly HandMadeFal _server;
    private RequestDelegate _answer;

    private FalKeyServer(HandMadeFal server, RequestDelegate answer) => (_server, _answer) = (server, answer);

    public Uri Url => new(_server.Address, "/.well-known/jwks.json");

    public int Fetches => _server.Calls.Count;

    public static async Task<FalKeyServer> StartAsync(params object[] keys)
    {
        FalKeyServer? server = null;
        server = new(await HandMadeFal.StartAsync(context => server!._answer(context)), Set(keys));
        return server;
    }

    public void Publish(params object[] keys) => _answer = Set(keys);

    public void Answer(RequestDelegate answer) => _answer = answer;

    public void Fail(int status) => _answer = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static RequestDelegate Set(object[] keys) => context => context.AnswerAsync(new { keys });
}
