using HalloweenCostume.Access;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace HalloweenCostume.Functions.Http;

/// <summary>
/// Around each HTTP function the same pipeline as on the local host: headers, problems for errors, allowed origins, access.
/// It stands here and not in ASP.NET Core's own pipeline, where a request that is answered early would leave its invocation waiting.
/// </summary>
internal sealed class HttpAnswers : IFunctionsWorkerMiddleware
{
    private readonly RequestDelegate _pipeline;
    private readonly ClientAddress _clients;

    public HttpAnswers(IServiceProvider services, AccessOptions access, ClientAddress clients)
    {
        _clients = clients;
        var app = new ApplicationBuilder(services);
        app.UseCommonHeaders();
        app.UseErrorAnswers();
        app.UseAllowedOrigins();
        if (access.Open)
            app.UseLoopbackNamesOnly();
        app.UseAccess(context => context.Features.GetRequiredFeature<Invocation>().Template);
        app.Run(context => context.Features.GetRequiredFeature<Invocation>().RunAsync(context));
        _pipeline = app.Build();
    }

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        _clients.Restore(context, http);
        http.Features.Set(new Invocation(context, next));
        await _pipeline(http);
        // Everything is written.
        context.GetInvocationResult().Value = TypedResults.Empty;
    }

    private sealed class Invocation(FunctionContext context, FunctionExecutionDelegate next)
    {
        public string? Template => FunctionRoutes.TemplateOf(context);

        public async Task RunAsync(HttpContext http)
        {
            await next(context);
            if (context.GetInvocationResult().Value is IResult result)
                await result.ExecuteAsync(http);
        }
    }
}
