using HalloweenCostume.Http;

namespace HalloweenCostume.Local.Http;

/// <summary>Whatever goes wrong is answered with a problem; what nobody expected is logged.</summary>
internal static partial class ErrorAnswers
{
    public static void UseErrorAnswers(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HalloweenCostume.Errors");
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client has gone: there is nobody to answer.
            }
            catch (Exception exception) when (!context.Response.HasStarted)
            {
                var problem = Problems.ForException(exception);
                if (problem.Status >= StatusCodes.Status500InternalServerError)
                    LogFailed(logger, exception, context.Request.Method, context.Request.Path);
                context.Response.Clear();
                CommonHeaders.Set(context.Response.Headers);
                await new ProblemResult(problem).ExecuteAsync(context);
            }
        });
        app.UseStatusCodePages(pages => new ProblemResult(Problems.ForStatus(pages.HttpContext.Response.StatusCode, pages.HttpContext.Request)).ExecuteAsync(pages.HttpContext));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method, string path);
}
