using HalloweenCostume.Access;
using HalloweenCostume.Http;
using HalloweenCostume.Rates;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HalloweenCostume.Functions.Http;

internal sealed class AccessFunctions(SessionApi sessions, KeyApi keys, UsageApi usage)
{
    [Function("begin-session")]
    public Task<IResult> Begin([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Session)] HttpRequest request) =>
        sessions.BeginAsync(request, request.HttpContext.RequestAborted);

    [Function("session")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Session)] HttpRequest request) => sessions.Get(request);

    [Function("end-session")]
    public Task<IResult> End([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Session)] HttpRequest request) => sessions.EndAsync(request);

    [Function("keys")]
    public IResult ListKeys([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Keys)] HttpRequest request) => keys.List();

    [Function("issue-key")]
    public Task<IResult> IssueKey([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Routes.Keys)] HttpRequest request) =>
        keys.IssueAsync(request, request.HttpContext.RequestAborted);

    [Function("revoke-key")]
    public Task<IResult> RevokeKey([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Routes.Key)] HttpRequest request) => keys.RevokeAsync(request.Part("keyId"));

    [Function("usage")]
    public IResult Usage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Routes.Usage)] HttpRequest request) => usage.Get(request);
}
