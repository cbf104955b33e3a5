using HalloweenCostume.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Http;

/// <summary>Whatever goes wrong is answered with a problem; what nobody expected is logged.</summary>
public static partial class ErrorAnswers
{
    public static void UseErrorAnswers(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger("HalloweenCostume.Errors");
        app.Use((context, next) => AnswerAsync(context, () => next(context), logger));
        app.UseStatusCodePages(pages => new ProblemResult(Problems.ForStatus(pages.HttpContext.Response.StatusCode, pages.HttpContext.Request)).ExecuteAsync(pages.HttpContext));
    }

    /// <summary>Does the work of one request, and answers for what it throws.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<Task> work, ILogger logger)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = Problems.ForException(exception);
            // An instance that waits for its turn says so once.
            if (problem.Status >= StatusCodes.Status500InternalServerError && exception is not NotOurTurnException)
                LogFailed(logger, exception, context.Request.Method, context.Request.Path);
            context.Response.Clear();
            CommonHeaders.Set(context.Response.Headers);
            await new ProblemResult(problem).ExecuteAsync(context);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
